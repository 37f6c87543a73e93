namespace Gateway.Policies.Validation.Learning;

/// <summary>
/// What all shapes of one contract may hold. A bound for each object is none for the whole: a hundred members with a hundred members each are a
/// million at the third level, and who sends the bodies chooses their names. Not safe for use by several threads.
/// </summary>
internal sealed class ShapeBudget(long characters = ShapeBudget.DefaultCharacters)
{
    /// <summary>Some 100,000 members with names of usual length.</summary>
    public const long DefaultCharacters = 32 << 20;

    // What a shape weighs beside its name.
    private const int Weight = 300;

    private long _left = characters;

    /// <summary>False when there is no more room for what has this name.</summary>
    public bool TryTake(string name)
    {
        if (_left < name.Length + Weight) return false;
        _left -= name.Length + Weight;
        return true;
    }
}
