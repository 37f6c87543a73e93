namespace Gateway.SecLang.Model;

/// <summary>How serious the author of a rule takes it; lower is worse, as in syslog.</summary>
internal enum Severity : sbyte
{
    None = -1,
    Emergency,
    Alert,
    Critical,
    Error,
    Warning,
    Notice,
    Info,
    Debug,
}
