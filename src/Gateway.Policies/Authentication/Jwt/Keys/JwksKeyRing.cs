using Gateway.Policies.Events;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>
/// The keys of one issuer, kept fresh in the background. Requests use what is there; only a well-formed token of this issuer that names an
/// unknown key can cause a read, one at a time for all callers and at most one per cool-down, whatever a stranger sends.
/// </summary>
internal sealed class JwksKeyRing : IDisposable
{
    /// <summary>How many requests may wait for a read; the others are answered 503 at once.</summary>
    public const int MaxWaiters = 1024;

    private readonly KeyRingSettings _settings;
    private readonly KeySource _source;
    private readonly TimeProvider _time;
    private readonly KeyRingReport _report;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly AbsentKeyIds _absent;
    private readonly ITimer _timer;
    private volatile KeySet? _keys;
    private volatile KeyRingHealth _health;
    private Task _flight = Task.CompletedTask;
    private bool _isReading;
    private long _lastStart;
    private int _failures;
    private int _waiters;

    public JwksKeyRing(KeyRingSettings settings, KeySource source, TimeProvider time, IEventSink events, JwtMetrics metrics)
    {
        _settings = settings;
        _source = source;
        _time = time;
        _report = new KeyRingReport(settings.Name, events, metrics);
        // Longer than the cool-down, so that a lone client with an old token is not good for a read at each of them.
        _absent = new AbsentKeyIds(settings.RefreshCooldown * 4, time);
        _health = new KeyRingHealth(settings.Name, 0, 0, null, null);
        using (WithoutRequestContext())
            _timer = time.CreateTimer(static ring => ((JwksKeyRing)ring!).Refresh(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public KeyRingHealth Health => _health;

    /// <summary>A read is under way.</summary>
    internal bool IsReading
    {
        get
        {
            lock (_gate) return _isReading;
        }
    }

    /// <summary>Begins to read the keys. A file is read before this returns; nothing remote is waited for.</summary>
    public void Start() => Refresh();

    /// <summary>Selects a key, synchronously unless the key is unknown and the ring may ask for it.</summary>
    public ValueTask<KeySelection> FindAsync(string? keyId, JwtAlgorithm algorithm, CancellationToken cancellationToken)
    {
        if (_keys is not { } keys) return new(KeySelection.Unavailable);
        var selection = keys.Select(keyId, algorithm);
        // A token without "kid", or one whose key is known but does not fit, would gain nothing from a read.
        if (selection.Key is not null || keyId is null || keys.Knows(keyId)) return new(selection);
        return TryJoinRead(keyId, out var flight)
            ? FindAfterAsync(flight, keyId, algorithm, cancellationToken)
            : new(Absent(selection));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested) return;
            _disposed.Cancel();
        }

        // Requests that began under an older configuration still select from the keys that are there.
        _timer.Dispose();
    }

    private async ValueTask<KeySelection> FindAfterAsync(Task flight, string keyId, JwtAlgorithm algorithm, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiters) > MaxWaiters)
        {
            Interlocked.Decrement(ref _waiters);
            return KeySelection.Unavailable;
        }

        try
        {
            await flight.WaitAsync(_settings.FetchTimeout, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return KeySelection.Unavailable;
        }
        finally
        {
            Interlocked.Decrement(ref _waiters);
        }

        var selection = _keys!.Select(keyId, algorithm);
        if (selection.Key is null && _health.Failure is null && !_keys!.Knows(keyId))
            lock (_gate) _absent.Add(keyId);
        return selection.Key is null ? Absent(selection) : selection;
    }

    // After a failed read nobody can tell whether the issuer knows the key: 503 rather than a 401 that makes the client drop a good token.
    private KeySelection Absent(KeySelection selection) => _health.Failure is null ? selection : KeySelection.Unavailable;

    private bool TryJoinRead(string keyId, out Task flight)
    {
        lock (_gate)
        {
            flight = _flight;
            if (_absent.Contains(keyId) || _disposed.IsCancellationRequested) return false;
            if (_isReading) return true;
            if (_time.GetElapsedTime(_lastStart) < _settings.RefreshCooldown) return false;
            flight = StartRead();
            return true;
        }
    }

    private void Refresh()
    {
        lock (_gate)
            if (!_isReading && !_disposed.IsCancellationRequested) _ = StartRead();
    }

    // Under the lock.
    private Task StartRead()
    {
        _isReading = true;
        _lastStart = _time.GetTimestamp();
        using (WithoutRequestContext())
            return _flight = _source.IsLocal ? ReadAsync() : Task.Run(ReadAsync);
    }

    private async Task ReadAsync()
    {
        using var timeout = new CancellationTokenSource(_settings.FetchTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposed.Token);
        try
        {
            Accept(await _source.ReadAsync(either.Token));
        }
        catch (KeySourceException e)
        {
            Fail(e.Reason, e.Message);
        }
        catch (Exception e)
        {
            // A read must never take the ring down with it: the last good keys serve and the next read is due.
            Fail("unexpected", e.GetType().Name);
        }
    }

    private void Accept(IReadOnlyList<VerificationKey> read)
    {
        IReadOnlyList<VerificationKey> removed = [];
        KeyRingHealth before, after;
        lock (_gate)
        {
            var next = _keys is null ? new KeySet(1, read) : _keys.Next(read, out removed);
            before = _health;
            after = new KeyRingHealth(_settings.Name, next.Count, next.Generation, _time.GetUtcNow(), null);
            _isReading = false;
            // A little early at random, so that replicas do not ask together; never later than the interval that is promised.
            Schedule(_settings.RefreshInterval * (0.9 + (0.1 * Random.Shared.NextDouble())));
            _keys = next;
            _health = after;
            // At once for everything in flight: a cached token asks its key.
            foreach (var key in removed) key.Retire();
            if (before.Generation != after.Generation) _absent.Clear();
            _failures = 0;
        }

        _report.Succeeded(before, after, removed.Count);
    }

    private void Fail(string reason, string note)
    {
        KeyRingHealth before, after;
        lock (_gate)
        {
            _isReading = false;
            if (_disposed.IsCancellationRequested) return;
            // 1 s, 2 s, 4 s … up to the cool-down: short blips heal fast, an issuer that is down is not hammered.
            var backoff = TimeSpan.FromSeconds(1 << Math.Min(_failures++, 16));
            Schedule(backoff < _settings.RefreshCooldown ? backoff : _settings.RefreshCooldown);
            before = _health;
            after = _health = before with { Failure = reason };
        }

        _report.Failed(before, after, note);
    }

    private void Schedule(TimeSpan delay)
    {
        if (!_disposed.IsCancellationRequested) _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    // A read serves everybody: it must not run under the trace, user or other ambient state of the request that happened to start it.
    private static AsyncFlowControl? WithoutRequestContext() =>
        ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
}
