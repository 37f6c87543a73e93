using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Model;

/// <summary>Which values of a collection are meant: all, those of a name (ASCII case does not count), or those whose name matches a pattern.</summary>
internal sealed class Selector
{
    public static readonly Selector All = new([], null, "");

    private Selector(byte[] name, ByteRegex? pattern, string text)
    {
        Name = name;
        Pattern = pattern;
        Text = text;
    }

    /// <summary>Empty where a pattern or all are meant.</summary>
    public byte[] Name { get; }

    public ByteRegex? Pattern { get; }

    /// <summary>As a rule spells it.</summary>
    public string Text { get; }

    public bool IsAll => Name.Length == 0 && Pattern is null;

    public static Selector OfName(string latin1) => new(Encoding.Latin1.GetBytes(latin1), null, latin1);

    public static Selector OfPattern(string latin1, ByteRegex pattern) => new([], pattern, "/" + latin1 + "/");

    public bool Matches(ReadOnlySpan<byte> name) =>
        Pattern is not null ? Pattern.IsMatch(name) : Name.Length == 0 || Names.AreEqual(Name, name);

    /// <summary>Whether both mean the same values by their spelling.</summary>
    public bool IsSame(Selector other) => Text.Equals(other.Text, StringComparison.OrdinalIgnoreCase);
}
