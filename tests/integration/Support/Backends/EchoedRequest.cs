using System.Text.Json;

namespace Gateway.IntegrationTests.Support;

/// <summary>What the echo backend says that it received.</summary>
public sealed record EchoedRequest(
    string Method, string Protocol, string RawTarget, string Path, string Query, IReadOnlyList<EchoedHeader> Headers, string Body)
{
    public static EchoedRequest Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<EchoedRequest>(json, JsonSerializerOptions.Web) ?? throw new InvalidDataException("found null");

    /// <summary>The only value of a header, or null; throws when it is repeated.</summary>
    public string? Header(string name) => new HeaderList(Headers.Select(line => (line.Name, line.Value)))[name];
}

public sealed record EchoedHeader(string Name, string Value);
