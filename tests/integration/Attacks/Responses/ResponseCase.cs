namespace Gateway.IntegrationTests.Attacks.Responses;

/// <summary>What a backend answers to one request.</summary>
/// <param name="Name">The trick.</param>
/// <param name="Bytes">Latin-1 text as it is sent.</param>
/// <param name="Outcome">What the client gets.</param>
/// <param name="Body">The content that the client gets, where it is answered.</param>
internal sealed record ResponseCase(string Name, string Bytes, ResponseOutcome Outcome, string Body = "")
{
    /// <summary>An answer that a smuggling backend would have the next client get.</summary>
    public const string Poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    /// <summary>The backend closes behind the bytes.</summary>
    public bool Closes { get; init; }

    public string Method { get; init; } = "GET";

    public int Status { get; init; } = 200;

    public static ResponseCase Clean(string name, string bytes, string body) => new(name, bytes, ResponseOutcome.Clean, body);

    public static ResponseCase BadGateway(string name, string bytes) => new(name, bytes, ResponseOutcome.BadGateway);

    public static ResponseCase CutOff(string name, string bytes) => new(name, bytes, ResponseOutcome.CutOff) { Closes = true };
}

internal enum ResponseOutcome
{
    /// <summary>One answer with one framing.</summary>
    Clean,

    /// <summary>502, and nothing of what the backend said.</summary>
    BadGateway,

    /// <summary>The head may have gone out: the answer ends before its framing says so, and the connection with it. Else 502.</summary>
    CutOff,
}
