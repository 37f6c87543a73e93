using Gateway.SecLang.Collections;
using Gateway.SecLang.LibInjection;
using Gateway.SecLang.Model;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Execution;

/// <summary>An operator as the engine calls it: it may expand macros, and it leaves what it captured.</summary>
internal abstract class LinkOperator
{
    /// <summary>Whether the value fulfils it; the <c>!</c> of the rule is the caller's business.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="value">The value after its transformations.</param>
    /// <param name="capture">Whether TX:0 to TX:9 are to be set on a match.</param>
    public abstract bool Matches(Transaction transaction, Text value, bool capture);
}

/// <summary><c>@rx</c> and <c>@rxGlobal</c> with a constant pattern.</summary>
internal sealed class RegexOperator(ByteRegex regex, bool global = false) : LinkOperator
{
    public ByteRegex Regex => regex;

    public override bool Matches(Transaction transaction, Text value, bool capture)
    {
        var bytes = transaction.Arena[value];
        if (!capture) return regex.IsMatch(bytes);
        return global ? Captures.TakeAll(transaction, regex, value) : Captures.Take(transaction, regex, value);
    }
}

/// <summary>Any operator of the catalogue.</summary>
internal sealed class CatalogOperator(ByteOperator inner, MacroTemplate argument) : LinkOperator
{
    public ByteOperator Inner => inner;

    public MacroTemplate Argument => argument;

    public override bool Matches(Transaction transaction, Text value, bool capture)
    {
        var expanded = inner.ReadsArgument ? transaction.Macros.Expand(argument) : default;
        if (!inner.IsMatch(expanded, transaction.Arena[value], out var found)) return false;
        if (capture && !found.IsNone) Captures.TakeOne(transaction, new Text(value.Chunk, value.Offset + found.Start, found.Length));
        return true;
    }
}

/// <summary><c>@detectSQLi</c>; TX:0 is the fingerprint.</summary>
internal sealed class SqlInjectionOperator : LinkOperator
{
    public override bool Matches(Transaction transaction, Text value, bool capture)
    {
        Span<byte> fingerprint = stackalloc byte[8];
        if (!SqlInjection.Detect(transaction.Arena[value], fingerprint, out var length)) return false;
        if (capture) Captures.TakeOne(transaction, transaction.Arena.Store(fingerprint[..length]));
        return true;
    }
}

/// <summary><c>@detectXSS</c>; TX:0 is the value.</summary>
internal sealed class XssOperator : LinkOperator
{
    public override bool Matches(Transaction transaction, Text value, bool capture)
    {
        if (!XssInjection.Detect(transaction.Arena[value])) return false;
        if (capture) Captures.TakeOne(transaction, value);
        return true;
    }
}

/// <summary><c>@unconditionalMatch</c>.</summary>
internal sealed class UnconditionalOperator : LinkOperator
{
    public override bool Matches(Transaction transaction, Text value, bool capture) => true;
}
