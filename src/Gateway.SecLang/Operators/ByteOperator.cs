namespace Gateway.SecLang.Operators;

/// <summary>
/// One <c>@operator</c> with its argument as read at load. Instances hold no state of a request and are shared by all threads.
/// A leading <c>!</c> is the caller's business: it turns the answer.
/// </summary>
internal abstract class ByteOperator(string name)
{
    /// <summary>The name as the manuals spell it, <c>endsWith</c>.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// True where the argument is looked at with every call: the engine expands its macros and passes the outcome.
    /// False where it was compiled at load; what is passed then is not looked at and <c>%{…}</c> stands for itself.
    /// </summary>
    public virtual bool ReadsArgument => false;

    /// <summary>Whether <paramref name="value"/> fulfils the operator.</summary>
    /// <param name="argument">The argument with its macros expanded, where <see cref="ReadsArgument"/>.</param>
    /// <param name="value">The value after its transformations.</param>
    /// <param name="found">What a rule with <c>capture</c> puts into TX:0, where the operator has such a thing.</param>
    public abstract bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found);
}
