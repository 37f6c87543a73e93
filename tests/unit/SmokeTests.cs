namespace Gateway.UnitTests;

public sealed class SmokeTests
{
    [Fact]
    public void Assembly_Loads_HasName() => Assert.Equal("Gateway.UnitTests", typeof(SmokeTests).Assembly.GetName().Name);
}
