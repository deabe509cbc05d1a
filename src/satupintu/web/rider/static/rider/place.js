// Where the phone is. It is told to the dispatcher only, and never in the way of work.
"use strict";

Ride.place = (() => {
  const FAR = 150, PATIENCE = 15000;

  const now = () => new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy) }),
      () => resolve(null), { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 30000 });
  });

  // Metres along the ground, well enough for a street.
  function metres(a, b) {
    const rad = Math.PI / 180, x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
    return Math.round(Math.hypot(x, (b.lat - a.lat) * rad) * 6371000);
  }

  // How far the phone is from the door if that is too far to be true; else null.
  function tooFar(visit, here) {
    if (!here || visit.lat === null) return null;
    const away = metres(here, visit);
    return away - here.accuracy > FAR ? away : null;
  }

  // 180 m, 7.2 km: as one says it.
  const far = new Intl.NumberFormat(Ride.config.language, { maximumFractionDigits: 1 });
  const said = (metres) => (metres < 950 ? `${Math.round(metres / 10) * 10} m` : `${far.format(metres / 1000)} km`);

  // One stop in one link: navigation programs take no chains.
  const link = (visit) => (/android/i.test(navigator.userAgent)
    ? `geo:${visit.lat},${visit.lon}?q=${visit.lat},${visit.lon}`
    : `https://www.google.com/maps/dir/?api=1&destination=${visit.lat},${visit.lon}&travelmode=two-wheeler&dir_action=navigate`);

  return { now, tooFar, link, said };
})();
