using Gateway.Policies.RateLimit;

namespace Gateway.Policies.Redis.Replicas;

/// <summary>
/// How many replicas are alive. More are believed at once, fewer only when they have been told for a while: a Redis that lost its memory
/// knows nobody until each has beaten again, and a limit must not be divided by too few. Keeps what it knows while Redis is away.
/// </summary>
/// <param name="floor">Gateway:Redis:Replicas; never fewer than these.</param>
/// <param name="confirmFor">How long a smaller number has to be told.</param>
/// <param name="time">Measures it.</param>
internal sealed class ReplicaCount(int floor, TimeSpan confirmFor, TimeProvider time) : IReplicaCount
{
    private readonly Lock _gate = new();
    private readonly int _floor = floor;
    private int _alive = floor;
    private int _largestSince;
    private long _fewerSince;

    public int Alive => Volatile.Read(ref _alive);

    /// <summary>Redis counted so many, this one included.</summary>
    public void Told(int count)
    {
        lock (_gate)
        {
            count = Math.Max(_floor, count);
            if (count >= _alive)
            {
                _largestSince = 0;
                Volatile.Write(ref _alive, count);
                return;
            }

            if (_largestSince == 0) _fewerSince = time.GetTimestamp();
            _largestSince = Math.Max(_largestSince, count);
            if (time.GetElapsedTime(_fewerSince) < confirmFor) return;
            Volatile.Write(ref _alive, _largestSince);
            _largestSince = 0;
        }
    }
}
