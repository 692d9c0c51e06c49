namespace Broker.Core.Protocols.OpenWire;

public sealed partial class OpenWireConnection
{
    /// <summary>Keeps an idle connection alive, and ends one whose client has gone silent. Source: openwire.md section 2.</summary>
    private sealed class InactivityMonitor : IDisposable
    {
        // Looked at so often within the permitted silence.
        private const int ChecksPerPeriod = 3;

        private readonly OpenWireConnection _connection;
        private readonly ITimer? _timer;
        private readonly int _permittedChecks;
        private long _seenReceived = -1;
        private long _seenWrites = -1;
        private int _silentChecks;

        public InactivityMonitor(OpenWireConnection connection)
        {
            _connection = connection;
            var period = connection._format.MaxInactivityDuration;
            if (period <= TimeSpan.Zero) return;
            var check = period / ChecksPerPeriod;
            _permittedChecks = (int)(connection._permittedSilence / check);
            var first = connection._format.MaxInactivityInitialDelay;
            _timer = connection._services.Time.CreateTimer(static state => ((InactivityMonitor)state!).Check(), this, first > check ? first : check, check);
        }

        public void Dispose() => _timer?.Dispose();

        private void Check()
        {
            var writes = _connection._outbox.Writes;
            if (writes == _seenWrites) _connection._outbox.Send(new KeepAliveInfo());
            _seenWrites = writes;
            var received = Volatile.Read(ref _connection._received);
            _silentChecks = received == _seenReceived ? _silentChecks + 1 : 0;
            _seenReceived = received;
            if (_permittedChecks == 0 || _silentChecks < _permittedChecks) return;
            _connection.Close($"Channel was inactive for too (>{_connection._permittedSilence.TotalMilliseconds:0}) long.");
            _connection._transport.Abort(new("The client has gone silent."));
        }
    }
}
