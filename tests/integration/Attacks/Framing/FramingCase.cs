namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>What a client sends on one connection, and what may come of it.</summary>
/// <param name="Name">The trick.</param>
/// <param name="Bytes">Latin-1 text in which <c>/$/</c> stands for the case's own path.</param>
/// <param name="Outcome">What the gateway makes of it.</param>
/// <param name="Forwarded">The requests that reach the backend, as "METHOD name body", each of them answered.</param>
internal sealed record FramingCase(string Name, string Bytes, FramingOutcome Outcome, params string[] Forwarded)
{
    /// <summary>A request that would tell: it must not exist for anybody.</summary>
    public const string Smuggled = "GET /$/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// <summary>As the last status: one refusal or none, then the end of the connection.</summary>
    public const int Ends = 0;

    /// <summary>The statuses that the client gets; null where only the outcome tells.</summary>
    public int[]? Statuses { get; init; }

    /// <summary>The first answer is one to HEAD.</summary>
    public bool ToHead { get; init; }

    /// <summary>Refused by its head, and everything behind it as well.</summary>
    public static FramingCase Refused(string name, string bytes) => new(name, bytes, FramingOutcome.Refused);

    /// <summary>Well-formed and forwarded as it is.</summary>
    public static FramingCase Passes(string name, string bytes, params string[] forwarded) => new(name, bytes, FramingOutcome.Answered, forwarded);

    /// <summary>A head that is in order with a body that is not.</summary>
    public static FramingCase Broken(string name, string bytes) => new(name, bytes, FramingOutcome.Broken);

    /// <summary>Answered in this order by gateway or backend; what is forwarded is listed.</summary>
    public static FramingCase Answered(string name, string bytes, int[] statuses, params string[] forwarded) =>
        new(name, bytes, FramingOutcome.Answered, forwarded) { Statuses = statuses };
}

internal enum FramingOutcome
{
    /// <summary>One refusal or none, then the end of the connection; nothing reaches the backend.</summary>
    Refused,

    /// <summary>One refusal or none, then the end; the backend may have seen the beginning of it, and never the end.</summary>
    Broken,

    /// <summary>Every request has its answer, and the next one on the connection as well.</summary>
    Answered,
}
