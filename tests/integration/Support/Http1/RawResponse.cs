using System.Text;
using System.Text.Json;

namespace Gateway.IntegrationTests.Support;

/// <summary>One HTTP/1.1 response exactly as it came.</summary>
public sealed record RawResponse(
    string Version, int Status, string Reason, HeaderList Headers, ReadOnlyMemory<byte> Body, HeaderList Trailers)
{
    /// <summary>The 1xx responses that came before this one.</summary>
    public IReadOnlyList<RawResponse> Interim { get; init; } = [];

    /// <summary>The status line and header lines with the empty line, byte by byte.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>The body ended with the connection, for want of a length.</summary>
    public bool EndedByClose { get; init; }

    public string Text => Encoding.UTF8.GetString(Body.Span);

    public JsonElement Json => JsonElement.Parse(Body.Span);

    public override string ToString() => $"{Encoding.Latin1.GetString(Head.Span)}{Text}";
}
