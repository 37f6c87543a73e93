using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Contenders;

/// <summary>Where a gateway listens on the loopback.</summary>
internal sealed record GatewayPorts(int Https, int Health, int Admin)
{
    public static GatewayPorts Free() => new(LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
}
