using System.Text.Json;
using Gateway.JsonSchema;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Parameters;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>Named texts that a schema judges together, as the members of an object: the fields of a form, the parameters of a query, header fields.</summary>
internal sealed record FieldSet(QueryPlan Plan, JsonSchemaValidator? Schema)
{
    private const int MaxFields = 10_000;
    private static readonly JsonLimits Limits = JsonLimits.From(new RequestLimits.JsonLimitsOptions());

    /// <summary>Judges "a=1&amp;b=2"; null for nothing wrong.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">"body" or "query".</param>
    /// <param name="refusesUnknown">A name that is not declared is wrong.</param>
    public BodyFault? Judge(ReadOnlySpan<char> text, string place, bool refusesUnknown)
    {
        var pairs = new List<QueryPair>();
        QueryPair.Read(text, pairs);
        if (pairs.Count > MaxFields) return BodyFault.TooLarge("form-fields", $"at most {MaxFields} fields");
        for (var i = 0; i < pairs.Count; i++)
        {
            pairs[i] = pairs[i] with { Target = Plan.Find(text[pairs[i].Name]) };
            if (refusesUnknown && pairs[i].Target is QueryPlan.Unknown) return new BodyFault(400, "query-parameter-unknown", [new(place, QueryPair.ShownName(text[pairs[i].Name]), "", "unknown", "the parameters that the contract declares")]);
        }

        using var buffer = new PooledBuffer(text.Length + 64);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        foreach (var asText in (ReadOnlySpan<bool>)[true, false])
        {
            buffer.Clear();
            json.Reset();
            if (Write(json, text, pairs, place, asText) is { } fault) return fault;
            json.Flush();
            if (Schema is null || Schema.IsValid(buffer.Written.Span)) return null;
        }

        return Invalid(buffer, place);
    }

    /// <summary>Judges the declared fields of a head; null for nothing wrong.</summary>
    public BodyFault? Judge(IHeaderDictionary headers)
    {
        using var buffer = new PooledBuffer(512);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        foreach (var asText in (ReadOnlySpan<bool>)[true, false])
        {
            buffer.Clear();
            json.Reset();
            json.WriteStartObject();
            foreach (var field in Plan.Parameters)
            {
                var value = headers[field.Name];
                if (value.Count == 0) continue;
                if (value.Count > 1 && !field.Shape.IsArray) return Repeated("header", field.Name);
                json.WritePropertyName(field.Name);
                SingleValue.TryWrite(json, field, value.ToString(), new Reading(AsScalar: !field.Shape.IsArray, asText));
            }

            json.WriteEndObject();
            json.Flush();
            if (Schema is null || Schema.IsValid(buffer.Written.Span)) return null;
        }

        return Invalid(buffer, "header");
    }

    private BodyFault Invalid(PooledBuffer buffer, string place) =>
        new(422, place == "body" ? "body-invalid" : "parameter-invalid", [.. SchemaViolations.Of(Schema!, buffer.Written.Span).Select(v => v with { In = place })]);

    private BodyFault? Write(Utf8JsonWriter json, ReadOnlySpan<char> text, List<QueryPair> pairs, string place, bool asText)
    {
        json.WriteStartObject();
        for (var target = 0; target < Plan.Parameters.Length; target++)
        {
            if (Write(json, Plan.Parameters[target], target, text, pairs, place, asText) is { } fault) return fault;
        }

        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Target >= 0) continue;
            var name = QueryPair.Decode(text[pair.Name]);
            if (!others.Add(name)) return Repeated(place, name: null);
            json.WriteString(name, QueryPair.Decode(text[pair.Value]));
        }

        json.WriteEndObject();
        return null;
    }

    private static BodyFault? Write(Utf8JsonWriter json, ContractParameter field, int target, ReadOnlySpan<char> text, List<QueryPair> pairs, string place, bool asText)
    {
        var count = pairs.Count(p => p.Target == target);
        if (count == 0) return null;
        if (count > 1 && field.Style is not ParameterStyle.DeepObject && !QueryPlan.IsSpread(field) && !(field.Explode && field.Shape.IsArray)) return Repeated(place, field.Name);
        json.WritePropertyName(field.Name);
        if (field.Style is ParameterStyle.Json) return WriteJson(json, field, QueryPair.Decode(text[QueryValue.First(pairs, target).Value]), place);
        var isScalar = !field.Shape.IsArray && !field.Shape.IsObject;
        return QueryValue.TryWrite(json, field, text, pairs, target, new Reading(isScalar, asText)) ? null : Malformed(place, field.Name, "a value written in the field's style");
    }

    private static BodyFault? WriteJson(Utf8JsonWriter json, ContractParameter field, string value, string place)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(value);
        if (JsonStructureScanner.Scan(bytes, Limits) is not JsonVerdict.Valid) return Malformed(place, field.Name, "JSON");
        json.WriteRawValue(bytes, skipInputValidation: true);
        return null;
    }

    private static BodyFault Malformed(string place, string name, string allowed) => new(400, place == "body" ? "form-malformed" : "parameter-malformed", [new(place, name, "", "malformed", allowed)]);

    private static BodyFault Repeated(string place, string? name) => new(400, place == "body" ? "form-repeated" : "parameter-repeated", [new(place, name, "", "repeated", "each name once")]);
}
