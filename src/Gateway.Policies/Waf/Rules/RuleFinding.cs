using Gateway.Policies.Configuration;
using Gateway.SecLang.Parsing;

namespace Gateway.Policies.Waf.Rules;

/// <summary>What a rule file has wrong, as a finding of the configuration. The parser's message says what is allowed where that is not plain.</summary>
internal static class RuleFinding
{
    public static ConfigError Of(Diagnostic diagnostic)
    {
        var location = new ConfigLocation(diagnostic.Position.File, diagnostic.Position.Line, diagnostic.Position.Column);
        return new ConfigError(
            ConfigErrorCode.Material, location, "SecLang", Sentence(diagnostic.Message), Allowed: "",
            diagnostic.IsError ? ConfigSeverity.Error : ConfigSeverity.Warning)
        {
            HasNoEffect = !diagnostic.IsError && SaysNoEffect(diagnostic.Message),
        };
    }

    // The other warnings are about what somebody will have meant otherwise: a rule that is left out, a marker that is not there.
    private static bool SaysNoEffect(string message) =>
        message.Contains("has no effect", StringComparison.Ordinal) || message.Contains("never has a value", StringComparison.Ordinal) || message.Contains("never matches", StringComparison.Ordinal);

    /// <summary>Behind a colon, so without the capital letter of a sentence; names such as SecRule, ARGS and Include keep theirs.</summary>
    private static string Sentence(string message)
    {
        message = message.TrimEnd('.');
        var word = message.AsSpan(0, message.AsSpan().IndexOf(' ') is > 0 and var end ? end : message.Length);
        var isName = word.Length == 0 || !char.IsAsciiLetterUpper(word[0]) || word[1..].ContainsAnyExceptInRange('a', 'z') || word is "Include" or "Lua";
        return isName ? message : char.ToLowerInvariant(message[0]) + message[1..];
    }
}
