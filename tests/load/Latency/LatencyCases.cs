using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Latency;

/// <summary>Who is measured at the same fixed rate.</summary>
internal static class LatencyCases
{
    public static Case Yarp { get; } = new(CaseCatalog.Yarp, Scenario.Tls, Protocol.Http1);

    public static Case Anonymous { get; } = new(CaseCatalog.Gateway, Scenario.Tls, Protocol.Http1);

    /// <summary>The full chain, whose capacity sets the rate.</summary>
    public static Case Chain { get; } = new(CaseCatalog.Gateway, Scenario.Jwt, Protocol.Http1);

    public static IReadOnlyList<Case> All { get; } = [Yarp, Anonymous, Chain];
}
