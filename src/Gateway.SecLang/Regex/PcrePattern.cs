namespace Gateway.SecLang.Regex;

/// <summary>A pattern as read: its tree and how many groups it numbers.</summary>
internal sealed record PcrePattern(RegexNode Root, int Groups);
