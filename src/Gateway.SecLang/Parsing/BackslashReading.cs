namespace Gateway.SecLang.Parsing;

/// <summary>
/// What <c>\\</c> means in an argument. Apache's configuration reader, for which CRS 3.x was written, makes one backslash of it;
/// libmodsecurity and Coraza, for which CRS 4.x is written, keep both.
/// </summary>
public enum BackslashReading
{
    /// <summary>Apache's for files that say they belong to CRS 3.x, literal for all others.</summary>
    Auto,

    /// <summary><c>\\</c> is one backslash.</summary>
    Apache,

    /// <summary><c>\\</c> is two backslashes.</summary>
    Literal,
}
