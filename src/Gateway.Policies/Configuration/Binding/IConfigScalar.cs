using System.Diagnostics.CodeAnalysis;

namespace Gateway.Policies.Configuration;

/// <summary>A type that is written as one string in the configuration, such as the partition key of a rate limit.</summary>
public interface IConfigScalar<TSelf>
    where TSelf : IConfigScalar<TSelf>
{
    /// <summary>Reads the notation of the type.</summary>
    /// <param name="text">What stands in the configuration.</param>
    /// <param name="value">The value, when it is one.</param>
    /// <param name="allowed">What may stand there, for the message; only read when the result is false.</param>
    static abstract bool TryParse(string text, [MaybeNullWhen(false)] out TSelf value, out string allowed);

    /// <summary>A regular expression for editors, or null; it need not be exact.</summary>
    static virtual string? Pattern => null;
}
