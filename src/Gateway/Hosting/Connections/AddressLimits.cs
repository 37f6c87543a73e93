using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Connections;

/// <summary>What each address may have; 0 is no bound.</summary>
internal readonly struct AddressLimits
{
    public AddressLimits(LimitsOptions limits)
    {
        Connections = limits.MaxConnectionsPerAddress;
        if (limits.HandshakesPerSecondPerAddress == 0) return;
        Interval = TimeSpan.TicksPerSecond / limits.HandshakesPerSecondPerAddress;
        Window = Interval * limits.HandshakeBurstPerAddress;
    }

    public int Connections { get; }

    /// <summary>Ticks in which one handshake is refilled.</summary>
    public long Interval { get; }

    /// <summary>Ticks in which all of them are.</summary>
    public long Window { get; }

    public bool Any => Connections > 0 || Interval > 0;

    /// <summary>Takes a connection, and a handshake where there is one, or says why not. A refusal costs nothing: who waits is served again.</summary>
    public string? Take(ref AddressSlot slot, bool handshake, long now)
    {
        if (Connections > 0 && slot.Open >= Connections) return ConnectionRefusal.Connections;
        if (handshake && Interval > 0)
        {
            var due = Math.Max(slot.Due, now) + Interval;
            if (due - now > Window) return ConnectionRefusal.Handshakes;
            slot.Due = due;
        }

        slot.Open++;
        return null;
    }

    /// <summary>Whether a slot can be given to another address without forgetting a connection, or a handshake limit that is reached.</summary>
    public bool MayForget(in AddressSlot slot, long now) => slot.Open == 0 && slot.Due + Interval - now <= Window;
}
