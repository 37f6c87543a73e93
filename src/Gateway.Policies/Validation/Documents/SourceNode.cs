using System.Collections.Frozen;

namespace Gateway.Policies.Validation.Documents;

internal enum SourceKind
{
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>A member of an object.</summary>
internal readonly record struct SourceMember(string Name, SourceNode Value);

/// <summary>A value of a document, JSON or YAML, that knows where it stands. Behind a YAML alias stands the very node of its anchor.</summary>
internal sealed class SourceNode
{
    // Below this many members looking at each is cheaper than a table.
    private const int SmallObject = 8;

    private readonly object? _content;
    private FrozenDictionary<string, SourceNode>? _byName;

    private SourceNode(SourceKind kind, object? content, int line, int column, long size)
    {
        Kind = kind;
        _content = content;
        (Line, Column, Size) = (line, column, size);
    }

    public SourceKind Kind { get; }

    /// <summary>1-based.</summary>
    public int Line { get; }

    /// <summary>1-based, in characters.</summary>
    public int Column { get; }

    /// <summary>What it weighs: one for each value in it and one for each character, an alias as much as what it stands for.</summary>
    public long Size { get; }

    public bool IsObject => Kind is SourceKind.Object;

    public IReadOnlyList<SourceMember> Members => _content as SourceMember[] ?? [];

    public IReadOnlyList<SourceNode> Items => _content as SourceNode[] ?? [];

    /// <summary>The text of a string, or a number as JSON writes it; null for the others.</summary>
    public string? Text => _content as string;

    public static SourceNode Object(SourceMember[] members, int line, int column)
    {
        var size = 1L;
        foreach (var (name, value) in members) size += name.Length + value.Size;
        return new(SourceKind.Object, members, line, column, size);
    }

    public static SourceNode Array(SourceNode[] items, int line, int column)
    {
        var size = 1L;
        foreach (var item in items) size += item.Size;
        return new(SourceKind.Array, items, line, column, size);
    }

    public static SourceNode Scalar(SourceKind kind, string? text, int line, int column) => new(kind, text, line, column, 1 + (text?.Length ?? 0));

    public SourceNode? Find(string name)
    {
        if (_content is not SourceMember[] members) return null;
        // The first of two of one name, which is a finding of its own: by it a message can still say which document it is.
        if (members.Length > SmallObject)
            return (_byName ??= members.DistinctBy(static m => m.Name, StringComparer.Ordinal).ToFrozenDictionary(static m => m.Name, static m => m.Value, StringComparer.Ordinal)).GetValueOrDefault(name);
        foreach (var (member, value) in members)
            if (string.Equals(member, name, StringComparison.Ordinal)) return value;
        return null;
    }

    /// <summary>The text of a string member; null when it is absent or no string.</summary>
    public string? String(string name) => Find(name) is { Kind: SourceKind.String, Text: var text } ? text : null;

    /// <summary>A boolean member; null when it is absent or none.</summary>
    public bool? Boolean(string name) => Find(name)?.Kind switch
    {
        SourceKind.True => true,
        SourceKind.False => false,
        _ => null,
    };

    /// <summary>What a message says stands here.</summary>
    public string Describe() => Kind switch
    {
        SourceKind.Object => "an object",
        SourceKind.Array => "an array",
        SourceKind.String => Text!.Length > 80 ? $"\"{Text[..80]}…\"" : $"\"{Text}\"",
        SourceKind.Number => Text!,
        SourceKind.True => "true",
        SourceKind.False => "false",
        _ => "null",
    };
}
