// Ask every two seconds whether it is time to go on; without a connection, look again every ten.
"use strict";
(function () {
  const socket = makeReconnectingWebSocket(document.getElementById("waiting").dataset.socketUrl);
  let heard = Date.now();
  socket.onmessage = function (event) {
    const said = JSON.parse(event.data);
    heard = Date.now();
    if (said.live_method_payload && said.live_method_payload.ready) location.reload();
  };
  function ask() {
    if (Date.now() - heard > 10000) location.reload();
    if (socket.readyState === 1) socket.send(JSON.stringify({}));
  }
  setInterval(ask, 1800 + 400 * Math.random());
})();
