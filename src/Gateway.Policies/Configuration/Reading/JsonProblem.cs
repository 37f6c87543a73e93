using System.Text.Json;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration.Reading;

/// <summary>
/// What System.Text.Json says about a document, for a person who knows its members and nothing of our types. Tests pin the messages that are
/// translated; one that a later .NET words differently is shown without the name of a type.
/// </summary>
internal static class JsonProblem
{
    private const string UnknownMember = "' could not be mapped to any";
    private const string MissingMembers = "was missing required properties including: ";
    private const string WrongKind = "could not be converted to ";

    /// <summary>True when there was nothing to read but white space and comments.</summary>
    public static bool IsEmpty(JsonException error) => error.Message.Contains("does not contain any JSON tokens", StringComparison.Ordinal);

    /// <summary>What is wrong with a document that was bound to types.</summary>
    /// <param name="error">What the serializer threw.</param>
    /// <param name="options">What it was bound with.</param>
    /// <param name="types">The types of its objects.</param>
    public static string Explain(JsonException error, JsonSerializerOptions options, params ReadOnlySpan<Type> types)
    {
        var message = error.Message;
        if (Between(message, "'", UnknownMember) is { } unknown)
            return $"unknown member \"{unknown}\"; allowed: {NearestName.Allowed(unknown, Members(message, options, types))}";
        if (After(message, MissingMembers) is { } missing)
            return $"{Place(error)}without {missing.Replace("'", "", StringComparison.Ordinal).TrimEnd('.')}";
        if (After(message, WrongKind) is { } type) return $"{Place(error)}found a value of another kind; allowed: {Kind(type)}";
        if (message.Contains("doesn't allow setting null", StringComparison.Ordinal)) return $"{Place(error)}found null; allowed: a value, or nothing at all";
        if (Between(message, "Duplicate property '", "'") is { } twice) return $"the member {twice} again; allowed: each member once";
        // The message repeats the position; it never shows a value of ours.
        var text = Before(Before(message, " Path: "), " LineNumber:");
        return text.Contains("Gateway.", StringComparison.Ordinal) || text.Contains("System.", StringComparison.Ordinal)
            ? $"{Place(error)}found what does not belong there"
            : text.Replace(" which is not supported in this mode. Change the reader options.", "", StringComparison.Ordinal);
    }

    // "$.Keys[0].Roles" as the configuration says it: "Keys[0]:Roles: ".
    private static string Place(JsonException error) =>
        error.Path is ['$', '.', .. var path] ? path.Replace('.', ':') + ": " : "";

    private static IReadOnlyList<string> Members(string message, JsonSerializerOptions options, ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
            if (message.Contains($"{type.FullName}'", StringComparison.Ordinal)) return [.. options.GetTypeInfo(type).Properties.Select(static p => p.Name)];
        return [];
    }

    private static string Kind(string type) => Before(type, " Path: ").TrimEnd('.') switch
    {
        "System.String" => "a string",
        "System.Boolean" => "true or false",
        var list when list.Contains("`1[System.String]", StringComparison.Ordinal) => "an array of strings",
        var list when list.Contains("`1[", StringComparison.Ordinal) => "an array",
        _ => "an object",
    };

    private static string? After(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 ? Before(text[(at + mark.Length)..], " Path: ") : null;

    private static string? Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = from < start.Length ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? null : text[from..to];
    }

    private static string Before(string text, string mark) => text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0 ? text[..at] : text;
}
