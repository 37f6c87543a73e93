namespace Gateway.UnitTests;

/// <summary>Tests that look at the memory of the whole process: beside others they would measure those, too.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class Alone
{
    public const string Collection = "Alone in the process";
}
