namespace Gateway.IntegrationTests.Support;

/// <summary>
/// The collection of tests that run several gateways as processes and ask how long things take: beside the other tests they would measure
/// how busy the machine is.
/// </summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class ProcessTests
{
    public const string Collection = "processes";
}
