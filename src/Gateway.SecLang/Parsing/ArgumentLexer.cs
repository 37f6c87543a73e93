using System.Text;

namespace Gateway.SecLang.Parsing;

/// <summary>Splits a directive at white space; an argument in double or single quotes may hold any byte.</summary>
internal static class ArgumentLexer
{
    public static List<Argument> Read(LogicalLine line, BackslashReading reading, Diagnostics diagnostics)
    {
        var arguments = new List<Argument>();
        var text = line.Text;
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) return arguments;
            var start = at;
            var quote = text[at] is '"' or '\'' ? text[at] : '\0';
            if (quote != '\0') at++;
            arguments.Add(ReadOne(line, quote, reading, ref at));
            if (quote == '\0') continue;
            if (at == text.Length)
            {
                diagnostics.Error(line.PositionOf(start), $"This quoted argument has no closing {quote}.");
                return arguments;
            }

            at++;
            if (at < text.Length && !char.IsWhiteSpace(text[at]))
                diagnostics.Error(line.PositionOf(at), $"Found '{text[at]}' right behind a closing quote; a space is allowed there. A quote inside a quoted argument is written \\{quote}.");
        }
    }

    private static Argument ReadOne(LogicalLine line, char quote, BackslashReading reading, ref int at)
    {
        var text = line.Text;
        var start = at;
        var plain = true;
        var result = new StringBuilder();
        var offsets = new List<int>();
        while (at < text.Length && (quote == '\0' ? !char.IsWhiteSpace(text[at]) : text[at] != quote))
        {
            var escape = text[at] == '\\' && at + 1 < text.Length ? text[at + 1] : '\0';
            // In the literal reading two backslashes stay two, yet the second does not escape the quote behind it.
            if (escape == '\\' && reading == BackslashReading.Literal)
            {
                offsets.Add(at);
                result.Append('\\');
                at++;
            }
            else if (escape == '\\' || (quote != '\0' && escape == quote))
            {
                plain = false;
                at++;
            }

            offsets.Add(at);
            result.Append(text[at++]);
        }

        return new Argument(result.ToString(), line, start, plain ? null : [.. offsets]);
    }
}
