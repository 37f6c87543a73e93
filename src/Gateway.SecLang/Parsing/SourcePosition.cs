namespace Gateway.SecLang.Parsing;

/// <summary>A place in a rule file; lines and columns count from 1, columns in bytes.</summary>
internal readonly record struct SourcePosition(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
