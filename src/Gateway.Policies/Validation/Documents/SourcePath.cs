using System.Globalization;

namespace Gateway.Policies.Validation.Documents;

/// <summary>The way to a value, which becomes a JSON pointer (RFC 6901) only where somebody asks: most places are passed and never named.</summary>
internal sealed class SourcePath
{
    private readonly SourcePath? _owner;
    private readonly string? _name;
    private readonly int _index;

    /// <summary>A member of an object.</summary>
    public SourcePath(SourcePath owner, string name) => (_owner, _name) = (owner, name);

    /// <summary>An item of an array.</summary>
    public SourcePath(SourcePath owner, int index) => (_owner, _index) = (owner, index);

    private SourcePath(string pointer) => _name = pointer;

    public static SourcePath Root { get; } = new("");

    /// <summary>What a reference names.</summary>
    public static SourcePath Of(string pointer) => new(pointer);

    public override string ToString()
    {
        if (_owner is null) return _name!;
        return $"{_owner}/{(_name is null ? _index.ToString(CultureInfo.InvariantCulture) : JsonPointer.Escape(_name))}";
    }
}
