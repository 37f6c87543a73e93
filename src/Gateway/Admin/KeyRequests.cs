using System.Text.Json;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Admin;

/// <summary>What POST /keys/{set} is sent.</summary>
internal sealed record CreateKeyRequest
{
    public required string Consumer { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string? Tier { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }
}

/// <summary>What POST /keys/{set}/{id}/rotate may be sent.</summary>
internal sealed record RotateKeyRequest
{
    /// <summary>How long the old key goes on working: "24h", "0s".</summary>
    public string? Overlap { get; init; }
}

/// <summary>Reads bodies of the admin listener: small, JSON, and strict.</summary>
internal static class KeyRequests
{
    private const int MaxBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { ApiKeyDocumentReader.Times },
    };

    /// <summary>The body; one that is empty is {}.</summary>
    /// <exception cref="JsonException">It is none that is expected; the message is for the caller.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var buffer = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > MaxBytes) throw new JsonException($"found more than {MaxBytes} bytes");
        if (length > 0 && !request.HasJsonContentType()) throw new JsonException("found another Content-Type than application/json");
        try
        {
            return JsonSerializer.Deserialize<T>(length == 0 ? "{}"u8 : buffer.AsSpan(0, length), Strict) ?? throw new JsonException("found null; allowed: an object");
        }
        catch (JsonException error)
        {
            throw new JsonException(JsonProblem.Explain(error, Strict, typeof(T)), error);
        }
    }
}
