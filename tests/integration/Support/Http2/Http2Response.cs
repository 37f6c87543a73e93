using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.IntegrationTests.Support;

/// <summary>What came on a stream, complete or cut off.</summary>
public sealed record Http2Response
{
    /// <summary>The header fields of the final response, :status among them; null when none came.</summary>
    public HeaderList? HeaderFields { get; init; }

    /// <summary>The header fields, empty when none came.</summary>
    public HeaderList Headers => HeaderFields ?? HeaderList.Empty;

    public HeaderList Trailers { get; init; } = HeaderList.Empty;

    /// <summary>The 1xx responses that came before.</summary>
    public IReadOnlyList<HeaderList> Interim { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The stream ended as it should, with END_STREAM.</summary>
    public bool Completed { get; init; }

    /// <summary>The peer reset the stream before it ended.</summary>
    public Http2ErrorCode? ResetCode { get; init; }

    /// <summary>The peer ended the connection before the stream ended, saying this.</summary>
    public Http2ErrorCode? GoAwayCode { get; init; }

    /// <summary>The connection ended before the stream did.</summary>
    public bool ConnectionClosed { get; init; }

    /// <summary>The status, or null when no final response came.</summary>
    public int? Status => Headers[":status"] is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>The protocol layer refused the request: stream error, connection error or close without a response.</summary>
    public bool RefusedByProtocol => !Completed && HeaderFields is null;

    public string Text => Encoding.UTF8.GetString(Body.Span);

    public JsonElement Json => JsonElement.Parse(Body.Span);

    public override string ToString() =>
        $"status {Status?.ToString(CultureInfo.InvariantCulture) ?? "none"}, completed {Completed}, reset {ResetCode?.ToString() ?? "no"}, "
        + $"goaway {GoAwayCode?.ToString() ?? "no"}, closed {ConnectionClosed}\n{Headers}\n\n{Text}";
}
