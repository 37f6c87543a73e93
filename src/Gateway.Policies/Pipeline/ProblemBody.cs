using System.Buffers;
using System.Text.Json;

namespace Gateway.Policies.Pipeline;

/// <summary>The body of a refusal: RFC 9457 problem details with a type per policy and the trace id, and nothing about why.</summary>
internal static class ProblemBody
{
    public const string ContentType = "application/problem+json";

    /// <summary>Prefix of the problem types; the policy's name follows. RFC 9457 section 3.1.1 allows any URI.</summary>
    public const string TypePrefix = "urn:gateway:problem:";

    public static void Write(IBufferWriter<byte> output, string policy, Rejection rejection, string traceId)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", TypePrefix + policy);
        json.WriteString("title", rejection.Title);
        json.WriteNumber("status", rejection.Status);
        if (rejection.Detail is { } detail) json.WriteString("detail", detail);
        json.WriteString("traceId", traceId);
        if (rejection.Errors.Count > 0) Write(json, rejection.Errors);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ProblemError> errors)
    {
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("in", error.In);
            if (error.Name is { } name) json.WriteString("name", name);
            json.WriteString("pointer", error.Pointer);
            json.WriteString("detail", error.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
