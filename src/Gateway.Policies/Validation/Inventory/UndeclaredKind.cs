namespace Gateway.Policies.Validation.Inventory;

/// <summary>What a request asked for that the contract of its route does not declare.</summary>
internal enum UndeclaredKind
{
    /// <summary>A path: perhaps a shadow endpoint.</summary>
    Path,

    /// <summary>A method of a declared path.</summary>
    Method,

    /// <summary>A media type of a declared operation's body.</summary>
    MediaType,

    /// <summary>A query parameter of a declared operation.</summary>
    QueryParameter,
}

/// <summary>Something undeclared and how often it was asked for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The method and the path with its values left out; behind it the media type or the parameter.</param>
/// <param name="Count">How often, at most.</param>
/// <param name="Surplus">By how much the count may be too high: what the entry took over from one that was given up.</param>
internal readonly record struct UndeclaredUse(UndeclaredKind Kind, string Name, long Count, long Surplus);
