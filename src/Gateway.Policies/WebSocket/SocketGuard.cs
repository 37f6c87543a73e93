using Gateway.Policies.Authentication;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.WebSocket;

/// <summary>
/// Watches over one open WebSocket: every frame of the client, and by one timer its idle time, its age and the credential that opened it.
/// The credential counts on every route, with the policy or without: an open connection must not outlive the right to open it.
/// </summary>
internal sealed class SocketGuard : IDisposable
{
    /// <summary>How long a revoked key may keep a WebSocket, beyond the time that its set takes to reach this process.</summary>
    public static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    private readonly Exchange _exchange;
    private readonly WebSocketRules? _rules;
    private readonly ClientFrames? _frames;
    private readonly CredentialStanding _standing;
    private readonly SocketGuards _owner;
    private readonly TimeProvider _time;
    private readonly long _opened;
    private readonly HashSet<CloseReason> _reported = [];
    private long _active;
    private OpenWebSocket? _socket;
    private ITimer? _timer;
    private int _closed;

    public SocketGuard(Exchange exchange, bool hasExtensions, CredentialStanding standing, SocketGuards owner, TimeProvider time)
    {
        (_exchange, _standing, _owner, _time) = (exchange, standing, owner, time);
        _rules = exchange.WebSocket;
        if (_rules is not null) _frames = new ClientFrames(_rules, hasExtensions, time);
        _opened = _active = time.GetTimestamp();
    }

    /// <summary>The client's frames are looked at.</summary>
    public bool ChecksFrames => _frames is not null;

    public void Start(OpenWebSocket socket)
    {
        _socket = socket;
        _owner.Opened();
        if (_rules is null && _exchange.Identity is null) return;
        _timer = _time.CreateTimer(static guard => ((SocketGuard)guard!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Tick();
    }

    /// <summary>Something was sent, whoever sent it.</summary>
    public void Touch() => Volatile.Write(ref _active, _time.GetTimestamp());

    /// <summary>Whether a frame of the client may go on. When it may not, the WebSocket is being closed.</summary>
    public bool Allows(in FrameScanner frame) => _frames!.Check(frame) is not { } reason || !Enforce(reason);

    public void Dispose()
    {
        _timer?.Dispose();
        if (_socket is not null) _owner.Ended();
    }

    private void Tick()
    {
        if (Volatile.Read(ref _closed) != 0) return;
        var wait = MaxWait;
        if (_exchange.Identity is { } identity)
        {
            var left = identity.ExpiresAt - _time.GetUtcNow();
            if (left <= TimeSpan.Zero) Close(CloseReason.CredentialExpired);
            else if (!Stands(identity)) Close(CloseReason.CredentialRevoked);
            wait = Min(wait, Min(left ?? Recheck, Recheck));
        }

        if (_rules is not null)
        {
            wait = Min(wait, Left(_rules.MaxDuration, _opened, CloseReason.MaxDuration));
            wait = Min(wait, Left(_rules.IdleTimeout, Volatile.Read(ref _active), CloseReason.Idle));
        }

        if (Volatile.Read(ref _closed) == 0) _timer!.Change(wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    // A timer has nobody who could catch for it. Who cannot tell whether the credential stands must not let it.
    private bool Stands(CallerIdentity identity)
    {
        try
        {
            return _standing.Stands(identity);
        }
        catch (Exception)
        {
            return false;
        }
    }

    // What is only reported is reported once; the timer then looks again when as much time has passed.
    private TimeSpan Left(TimeSpan limit, long since, CloseReason reason)
    {
        var left = limit - _time.GetElapsedTime(since);
        if (left > TimeSpan.Zero) return left;
        Enforce(reason);
        return limit;
    }

    private bool Enforce(CloseReason reason)
    {
        if (!_rules!.ReportsOnly)
        {
            Close(reason);
            return true;
        }

        lock (_reported)
            if (!_reported.Add(reason)) return false;
        _owner.Record(_exchange, reason, closes: false);
        return false;
    }

    private void Close(CloseReason reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        _owner.Record(_exchange, reason, closes: true);
        _ = _socket!.CloseAsync(reason.Status, CloseTimeout);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
