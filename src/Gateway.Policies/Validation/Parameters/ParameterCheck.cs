using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Schemas;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>Holds the parameters of a request against those of its operation.</summary>
/// <param name="refusesUnknownQuery">Query parameters that are not declared are violations.</param>
/// <param name="inventory">Counts those; null where nobody asks.</param>
/// <param name="seeksAll">Goes on behind a query parameter that is not declared.</param>
internal sealed class ParameterCheck(bool refusesUnknownQuery, ContractInventory? inventory = null, bool seeksAll = false)
{
    private static readonly Reading[] Scalar = [new(AsScalar: true, AsText: false)];
    private static readonly Reading[] ScalarOrText = [new(AsScalar: true, AsText: true), new(AsScalar: true, AsText: false)];
    private static readonly Reading[] Structured = [new(AsScalar: false, AsText: true), new(AsScalar: false, AsText: false)];
    private static readonly Reading[] StructuredOrScalar = [new(AsScalar: true, AsText: true), .. Structured];

    /// <summary>Adds what is wrong to the violations, whose list is made when there is one.</summary>
    public void Check(ContractOperation operation, HttpContext context, ReadOnlySpan<char> path, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        foreach (var (parameter, capture) in operation.PathParameters)
            CheckSegment(parameter, path[scratch.Captures[capture]], scratch, ref violations);
        CheckQuery(operation, QueryPair.TextOf(context.Request), scratch, ref violations);
        foreach (var parameter in operation.Headers) CheckHeader(parameter, context.Request.Headers, scratch, ref violations);
        if (operation.Cookies.Length > 0) CookieCheck.Check(operation.Cookies, context.Request.Headers.Cookie, scratch, ref violations);
    }

    /// <summary>Holds a value in one text against its parameter.</summary>
    public static void CheckText(ContractParameter parameter, ReadOnlySpan<char> text, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        if (parameter.Style is ParameterStyle.Json)
        {
            CheckJson(parameter, scratch.Utf8(text), ref violations);
            return;
        }

        if (parameter.Schema is not { } schema) return;
        var outcome = Outcome.Malformed;
        foreach (var reading in Readings(parameter))
        {
            if (!SingleValue.TryWrite(scratch.Begin(), parameter, text, reading)) continue;
            if (schema.IsValid(scratch.End())) return;
            outcome = Outcome.Invalid;
        }

        // The last reading that was one is what the violations are told of: the value as it looks.
        Add(parameter, outcome, schema, scratch, ref violations);
    }

    // As strict as with bodies: of a member that stands twice the backend may take the other one.
    private static void CheckJson(ContractParameter parameter, ReadOnlySpan<byte> json, ref List<ContractViolation>? violations)
    {
        if (JsonStructureScanner.Scan(json, JsonLimits.Default) is not JsonVerdict.Valid)
        {
            (violations ??= []).Add(parameter.Violation("malformed", "JSON"));
        }
        else if (parameter.Schema is { } schema && !schema.IsValid(json))
        {
            foreach (var found in SchemaViolations.Of(schema, json)) (violations ??= []).Add(parameter.Violation(found.Keyword, found.Message, found.Pointer));
        }
    }

    // The server decodes everything but an encoded slash.
    private static void CheckSegment(ContractParameter parameter, ReadOnlySpan<char> segment, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        if (segment.Contains('%')) CheckText(parameter, segment.ToString().Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), scratch, ref violations);
        else CheckText(parameter, segment, scratch, ref violations);
    }

    private static void CheckHeader(ContractParameter parameter, IHeaderDictionary headers, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        var field = headers[parameter.Name];
        if (field.Count == 0)
        {
            if (parameter.IsRequired) Missing(parameter, ref violations);
            return;
        }

        // RFC 9110 section 5.3: several lines are a list, and nothing else may have several.
        if (field.Count > 1 && !parameter.Shape.IsArray) Repeated(parameter, ref violations);
        else CheckText(parameter, FieldText(parameter, field), scratch, ref violations);
    }

    /// <summary>A field's value as one text; blanks around the elements of a list are no part of them (RFC 9110 section 5.6.1).</summary>
    public static string FieldText(ContractParameter parameter, StringValues field)
    {
        var text = field.Count == 1 ? field[0] ?? "" : string.Join(',', field.ToArray());
        return parameter.Style is ParameterStyle.Simple && (parameter.Shape.IsArray || parameter.Shape.IsObject) && text.AsSpan().ContainsAny(' ', '\t')
            ? string.Join(',', text.Split(',', StringSplitOptions.TrimEntries))
            : text;
    }

    private void CheckQuery(ContractOperation operation, ReadOnlySpan<char> text, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        var plan = operation.Query;
        var pairs = scratch.Pairs;
        QueryPair.Read(text, pairs);
        for (var i = 0; i < pairs.Count; i++)
        {
            var target = plan.Find(text[pairs[i].Name]);
            pairs[i] = pairs[i] with { Target = target };
            if (target is not QueryPlan.Unknown) continue;
            inventory?.UndeclaredParameter(operation, text[pairs[i].Name]);
            if (refusesUnknownQuery && (violations?.Count ?? 0) < ValidationRejections.MaxErrors)
            {
                (violations ??= []).Add(new("query", QueryPair.ShownName(text[pairs[i].Name]), "", "unknown", "the query parameters that the operation declares"));
                if (!seeksAll) return;
            }
        }

        for (var i = 0; i < plan.Parameters.Length; i++) CheckQuery(plan.Parameters[i], i, text, scratch, ref violations);
    }

    private static void CheckQuery(ContractParameter parameter, int target, ReadOnlySpan<char> query, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        var (count, first) = Count(scratch.Pairs, target);
        if (count == 0)
        {
            if (parameter.IsRequired) Missing(parameter, ref violations);
            return;
        }

        var isList = parameter.Style is ParameterStyle.DeepObject || QueryPlan.IsSpread(parameter) || (parameter.Explode && parameter.Shape.IsArray);
        if (count > 1 && !isList)
        {
            Repeated(parameter, ref violations);
            return;
        }

        if (parameter.AllowsEmpty && count == 1 && query[scratch.Pairs[first].Value].IsEmpty) return;
        if (parameter.Style is ParameterStyle.Json)
        {
            CheckText(parameter, QueryPair.Decode(query[scratch.Pairs[first].Value]), scratch, ref violations);
            return;
        }

        if (parameter.Schema is not { } schema) return;
        var outcome = Outcome.Malformed;
        foreach (var reading in Readings(parameter))
        {
            if (reading.AsScalar && count > 1) continue;
            if (!QueryValue.TryWrite(scratch.Begin(), parameter, query, scratch.Pairs, target, reading)) continue;
            if (schema.IsValid(scratch.End())) return;
            outcome = Outcome.Invalid;
        }

        Add(parameter, outcome, schema, scratch, ref violations);
    }

    private static (int Count, int First) Count(List<QueryPair> pairs, int target)
    {
        var (count, first) = (0, -1);
        for (var i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Target != target) continue;
            if (count++ == 0) first = i;
        }

        return (count, first);
    }

    // A schema that takes numbers and texts takes "5" as either; one that takes a list or a text takes "a,b" as either.
    private static Reading[] Readings(ContractParameter parameter)
    {
        var shape = parameter.Shape;
        if (shape.IsArray || shape.IsObject) return shape.IsScalar ? StructuredOrScalar : Structured;
        return shape.Types is ValueTypes.Text ? Scalar : ScalarOrText;
    }

    private static void Add(ContractParameter parameter, Outcome outcome, JsonSchemaValidator schema, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        violations ??= [];
        if (outcome is Outcome.Malformed)
        {
            violations.Add(parameter.Violation("malformed", "a value written in the parameter's style"));
            return;
        }

        foreach (var found in schema.Validate(scratch.End()).Violations)
            violations.Add(parameter.Violation(found.Keyword, found.Message, found.InstancePath));
    }

    private static void Missing(ContractParameter parameter, ref List<ContractViolation>? violations) =>
        (violations ??= []).Add(parameter.Violation("missing", "the parameter, which is required"));

    private static void Repeated(ContractParameter parameter, ref List<ContractViolation>? violations) =>
        (violations ??= []).Add(parameter.Violation("repeated", "the parameter once"));

    private enum Outcome
    {
        Malformed,
        Invalid,
    }
}
