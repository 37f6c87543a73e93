using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>Something that a scan may rule out for a value: a pattern, or a list of phrases.</summary>
internal sealed class ScanItem
{
    private readonly RegexNode? _root;
    private readonly IReadOnlyCollection<byte[]> _phrases = [];

    private ScanItem(RegexNode root) => _root = root;

    private ScanItem(IReadOnlyCollection<byte[]> phrases) => _phrases = phrases;

    public static ScanItem Of(ByteRegex regex) => new(regex.ReadSyntax().Root);

    /// <summary>One of the phrases, in whatever letter case, as <c>@pm</c> compares.</summary>
    public static ScanItem Of(IReadOnlyCollection<byte[]> phrases) => new(phrases);

    /// <summary>What a value of the alphabet must have; null where none can match.</summary>
    public Requirements? RequirementsIn(ByteSet alphabet) => _root is null ? Requirements.Of(_phrases, alphabet) : Requirements.Of(_root, alphabet);
}
