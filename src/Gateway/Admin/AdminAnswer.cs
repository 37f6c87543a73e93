using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Admin;

/// <summary>What a call of the admin listener is answered with. Operators get the reason; what it is about goes to the event.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body.</param>
/// <param name="Reason">For the event.</param>
internal sealed record AdminAnswer(int Status, string Json, string Reason = "allowed")
{
    private const string Problems = "application/problem+json";

    public string ContentType { get; private init; } = MediaTypeNames.Application.Json;

    /// <summary>More for the event; never a secret.</summary>
    public string? Note { get; init; }

    public static AdminAnswer Of(int status, JsonNode body) => new(status, body.ToJsonString(Format));

    /// <summary>An RFC 9457 problem.</summary>
    public static AdminAnswer Problem(int status, string reason, string title, string detail) =>
        new(status, new JsonObject { ["type"] = $"urn:gateway:problem:{reason}", ["title"] = title, ["status"] = status, ["detail"] = detail }.ToJsonString(Format), reason)
        {
            ContentType = Problems,
        };

    // Read by programs and people, not by browsers: no need to escape what HTML would.
    private static JsonSerializerOptions Format { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
