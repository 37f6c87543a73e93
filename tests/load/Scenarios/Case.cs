namespace Gateway.LoadTests.Scenarios;

internal enum Protocol
{
    Http1,
    Http2,
}

/// <summary>One thing that is measured: a contender at a scenario over a protocol.</summary>
internal sealed record Case(string Contender, Scenario Scenario, Protocol Protocol)
{
    public string Id => $"{Contender}:{Scenario.Name}:{(Protocol is Protocol.Http1 ? "h1" : "h2")}";

    public string ProtocolName => Protocol is Protocol.Http1 ? "HTTP/1.1" : "HTTP/2";

    public override string ToString() => Id;
}
