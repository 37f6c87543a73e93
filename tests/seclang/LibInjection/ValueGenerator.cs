using System.Text;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>Values that look like attacks: fragments of SQL or HTML in any order, with bytes changed here and there. The same for the same seed.</summary>
internal sealed class ValueGenerator(int seed)
{
    private static readonly string[] Sql =
    [
        " ", " ", " ", "\t", "\n", "\0", "\u00A0", "/**/", "/* x */", "/*!50000", "*/", "/*", "-- ", "--", "--x", "#", ";", ";;", ",", "(", "((", ")", "))", "{", "}", "[a b]", "[", "]",
        "'", "''", "\"", "`", "``", "\\", "\\'", "\\N", "1", "0", "0x1F", "0x", "0b01", "1.5", "1e5", "1.e", "1.5f", ".5", ".", "1fUNION", "$1,000.00", "$", "$$x$$", "$.", "@", "@@version",
        "@'a'", "@`a`", "+", "-", "!", "!!", "~", "=", "<", "<=>", "<=", ">", ">>", "!=", "::", ":", ":=", "||", "|", "&&", "&", "%", "^", "*", "?", "and", "or", "xor", "not", "not in", "in", "like",
        "not like", "is not", "between", "div", "mod", "union", "union all", "select", "SELECT", "sElEcT", "distinct", "from", "where", "having", "group by", "order by", "limit", "into outfile",
        "into", "insert", "update", "set", "delete", "drop", "table", "case", "when", "then", "else", "end", "if", "user", "user()", "password", "database", "current_user", "localtime", "sleep", "benchmark",
        "char", "ascii", "substring", "int", "binary", "varchar", "_utf8", "collate", "latin1_bin", "utf8", "waitfor delay", "exec", "declare", "begin", "go", "sp_password", "null", "true", "foo", "a", "b'01'",
        "x'1F'", "n'a'", "e'a'", "q'[a]'", "nq'(a)'", "u&'a'", "foo.bar", "select.a", "div.div", "$ab$", "$ab$", "$ab$", "$c$ $ab$", "information_schema.tables", "\u00E9", "averyveryverylongwordthatdoesnotfit.in", "1234567890123456789012345678901234567890",
    ];

    private static readonly string[] Html =
    [
        "<", "</", ">", "/>", "/", "=", " ", "\n", "\0", "'", "\"", "`", "<!--", "-->", "-!>", "--", "-", "!", "<!", "<?", "?>", "<%", "%>", "%", "<![CDATA[", "]]>", "<!doctype", "<!DOCTYPE html>", "[if", "xml", "import ", "IMPORT",
        "ENTITY", "script", "ScRiPt", "scr\0ipt", "img", "a", "b", "svg", "xsl", "iframe", "style", "x", "onclick", "onerror", "ON", "one", "href", "src", "HREF", "xlink:href", "xmlns", "attributename", "action", "formaction",
        "by", "to", "values", "javascript:", "java", "jav&#x61;", "&#106;ava", "&#x6A", "&#0000106", "&#", "&#x", "&#x10FFFFFFF", "&", ";", "data:", "vbscript", "view-source:", "\u0001", "\u00E9", "1", "alert(1)", "text", "data", "folder", "datasrc", "</a >", "\u00FF",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var fragments = _random.Next(2) == 0 ? Sql : Html;
        var text = new StringBuilder();
        for (var count = _random.Next(1, 14); count > 0; count--) text.Append(fragments[_random.Next(fragments.Length)]).Append(fragments == Sql && _random.Next(3) > 0 ? " " : "");
        var value = Encoding.Latin1.GetBytes(text.ToString());
        for (var changes = _random.Next(-4, 4); changes > 0; changes--) value[_random.Next(value.Length)] = (byte)_random.Next(256);
        return value;
    }
}
