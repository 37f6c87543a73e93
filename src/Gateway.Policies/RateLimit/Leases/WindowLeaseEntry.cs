namespace Gateway.Policies.RateLimit.Leases;

/// <summary>
/// What a replica knows of one key that is counted in windows. Its lease is counted in one window (of a sliding one: in one segment), and is
/// never spent in another. What lies unspent when the lease ends goes back to the window that counts it, which a bucket could not take:
/// a window does not refill meanwhile.
/// </summary>
/// <remarks>The level is a time and a number: when all permits are back, and how many are used beside those of this replica's lease.</remarks>
internal sealed class WindowLeaseEntry(UInt128 key, BucketRule rule, int percent, long now) : LeaseEntry(key, rule, percent, now)
{
    private const long Never = long.MaxValue / 2;
    private readonly LeaseSize _size = rule.Leases(percent);
    private long _window;
    private int _left;
    private bool _isCounted;
    private long _fullFor = Never;
    private long _opensAt;

    /// <summary>Also when all of a lease is spent: the store learns that nothing of it is lost.</summary>
    public override bool IsHolding => Unspent > 0 || _left > 0 || _isCounted;

    public override bool IsIdle(long now) => base.IsIdle(now) && !IsHolding;

    public override DrawCall Return(long sequence, long now)
    {
        var terms = new DrawTerms(sequence) { Base = Base, Back = Unspent + Leftover() };
        (Unspent, RefillAt, _isCounted) = (0, -1, false);
        if (terms.Back > 0) _fullFor = Never;
        return new DrawCall(this, Rule, terms, null, now);
    }

    public override void Apply(DrawCall draw, in DrawReply reply, long now, out GcraTime level)
    {
        Draw = null;
        Expire(now);
        if (reply.Window.Id != _window) Forget();
        var taken = reply.Admitted * draw.Terms.Cost;
        (_window, Base) = (reply.Window.Id, draw.Terms.Sequence);
        Unspent += reply.Granted;
        _isCounted = draw.Terms.Kept + reply.Granted > 0;
        Deadline = draw.SentAt + LeaseSettings.WindowTicks(reply.Window.EndsIn);
        level = Minus(Plus(new(now + reply.Before.Ticks, reply.Before.Part), reply.Granted), Unspent);
        Arrival = Plus(level, taken);

        if (reply.Window.OpensIn > 0) Close(Math.Max(1, draw.Terms.Cost), reply.Window.OpensIn, draw.SentAt, now);
        else Open(Math.Min(LeaseSettings.KnownTicks, draw.SentAt + reply.Window.EndsIn - now), now);
        // Near the end of the limit, and when others hold all there may be: requests are checked one by one for a while.
        if (reply.Granted == 0 && draw.Terms.Want > 0) QuietUntil = now + _size.QuietTicks;
        RefillAt = reply.Granted > 0 ? Unspent / 4 : (Unspent / 2) - 1;
        Expire(now);
    }

    /// <summary>Takes note of an exact check that fitted into the window.</summary>
    /// <param name="level">The level after it, in the replica's time.</param>
    /// <param name="now">The replica's time.</param>
    public void KnowOpen(GcraTime level, long now)
    {
        Arrival = Minus(level, Unspent);
        Open(Math.Min(LeaseSettings.KnownTicks, level.Ticks - now), now);
    }

    /// <summary>Takes note of an exact check that did not fit.</summary>
    public void KnowFull(int cost, uint used, long opensIn, long sentAt, long now)
    {
        Arrival = Minus(new(Math.Max(Arrival.Ticks, now + opensIn), used), Unspent);
        Close(Math.Max(1, cost), opensIn, sentAt, now);
    }

    public override void Expire(long now)
    {
        if (now < Deadline) return;
        // What was set aside is not spent either: whoever waits with it finds another lease.
        _left += Unspent + Held;
        base.Expire(now);
    }

    public override GcraTime Plus(GcraTime level, int permits) => level with { Part = (uint)Math.Min(uint.MaxValue, (long)level.Part + permits) };

    public override long Wait(GcraTime level, int cost, long now) => Math.Max(1, _opensAt - now);

    public override long Remaining(long now) => Math.Max(Unspent, Math.Max(0, Rule.Burst - (long)Arrival.Part));

    protected override GcraTime Minus(GcraTime level, int permits) => level with { Part = (uint)Math.Max(0, (long)level.Part - permits) };

    protected override GcraTime AtLeast(long now) => Arrival;

    // What this replica holds would go back with the question, and might make room.
    protected override bool IsRefused(int cost, long now, out long wait)
    {
        wait = _opensAt - now;
        return cost >= _fullFor + Unspent + _left;
    }

    protected override int Leftover()
    {
        var left = _left;
        _left = 0;
        return left;
    }

    // A window does not refill; there is nothing to share by turns.
    protected override bool WantsTurn(in LeaseSize size, long now) => false;

    private void Open(long known, long now) => (_fullFor, KnownUntil) = (Never, now + known);

    // Believed from before the question was sent: a window that has opened is asked, never refused.
    private void Close(int cost, long opensIn, long sentAt, long now)
    {
        (_fullFor, _opensAt) = (cost, now + opensIn);
        KnownUntil = Math.Min(now + LeaseSettings.KnownTicks, sentAt + opensIn);
    }

    // The store counts it in a window that is over, or not at all.
    private void Forget()
    {
        if (Unspent > 0 || Held > 0) Epoch++;
        (Unspent, Held, _left) = (0, 0, 0);
    }
}
