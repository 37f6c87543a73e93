using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Transfers;

/// <summary>What is carried: answers and uploads of two sizes, new connections, and JSON bodies with and without a schema.</summary>
internal static class TransferCases
{
    private const int Small = 100 * 1024;
    private const int Large = 10 * 1024 * 1024;

    private const string Group = "Transfers";

    // Above the largest upload: what is measured is the way of a body that is admitted.
    private const string MaxBody = "16MiB";

    private static readonly Scenario[] Sized =
    [
        new("down-100k", "100 KB answer", Group) { AnswerBytes = Small, MaxBody = MaxBody },
        new("down-10m", "10 MB answer", Group) { AnswerBytes = Large, MaxBody = MaxBody },
        new("up-100k", "100 KB upload", Group) { Payload = Payload.Blob("100k", Small), MaxBody = MaxBody },
        new("up-10m", "10 MB upload", Group) { Payload = Payload.Blob("10m", Large), MaxBody = MaxBody },
    ];

    private static readonly Scenario Order = new("order", "1 KB JSON", Group) { Payload = Payload.Order, MaxBody = MaxBody };

    private static readonly Scenario CheckedOrder = Order with { Name = "order-schema", Title = "1 KB JSON, by schema", IsValidated = true };

    /// <summary>The gateway, then bare YARP, for each size over both protocols.</summary>
    public static IReadOnlyList<(Case Gateway, Case Yarp)> Bodies { get; } =
    [
        .. from protocol in new[] { Protocol.Http1, Protocol.Http2 }
           from scenario in Sized
           select (new Case(CaseCatalog.Gateway, scenario, protocol), new Case(CaseCatalog.Yarp, scenario, protocol)),
    ];

    public static Case GatewayConnections { get; } = new(CaseCatalog.Gateway, Scenario.Tls, Protocol.Http1);

    public static Case YarpConnections { get; } = GatewayConnections with { Contender = CaseCatalog.Yarp };

    public static Case NginxConnections { get; } = GatewayConnections with { Contender = CaseCatalog.Nginx };

    public static IReadOnlyList<Case> Connections { get; } = [GatewayConnections, YarpConnections, NginxConnections];

    public static Case Unchecked { get; } = new(CaseCatalog.Gateway, Order, Protocol.Http1);

    public static Case Checked { get; } = new(CaseCatalog.Gateway, CheckedOrder, Protocol.Http1);
}
