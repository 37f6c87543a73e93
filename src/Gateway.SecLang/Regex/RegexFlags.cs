namespace Gateway.SecLang.Regex;

/// <summary>What holds for a whole pattern. A dot matches every byte and <c>$</c> only the end unless the pattern itself says otherwise, as in ModSecurity 2.</summary>
[Flags]
internal enum RegexFlags
{
    None = 0,
    /// <summary>ASCII letters match in both cases.</summary>
    IgnoreCase = 1,
    /// <summary><c>^</c> and <c>$</c> match at every line feed, too.</summary>
    Multiline = 2,
}
