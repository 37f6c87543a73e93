namespace Gateway.IntegrationTests;

public sealed class SmokeTests
{
    [Fact]
    public void Assembly_Loads_HasName() => Assert.Equal("Gateway.IntegrationTests", typeof(SmokeTests).Assembly.GetName().Name);
}
