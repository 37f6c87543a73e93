using System.Text;
using System.Text.Json;

namespace Gateway.IntegrationTests.Support;

/// <summary>An answer of the gateway, whichever version carried it.</summary>
public sealed record WireAnswer(int Status, HeaderList Headers, ReadOnlyMemory<byte> Body, HeaderList Trailers)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    public JsonElement Json => JsonElement.Parse(Body.Span);

    public static WireAnswer Of(RawResponse response) => new(response.Status, response.Headers, response.Body, response.Trailers);

    /// <exception cref="InvalidOperationException">The stream ended without a status.</exception>
    public static WireAnswer Of(Http2Response response) => new(
        response.Status ?? throw new InvalidOperationException($"no answer: {response}"), response.Headers, response.Body, response.Trailers);

    /// <summary>All values of a field in one line, lower-case, as a cache reads them.</summary>
    public IReadOnlyList<string> ListOf(string name) =>
        [.. Headers.All(name).SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(item => item.ToLowerInvariant())];

    public override string ToString() => $"{Status}\n{Headers}\n\n{Text}";
}
