namespace Gateway.Hosting;

/// <summary>
/// The one place that knows whether this build has the demo: the MSBuild property GatewayDemo, which the container image sets to false.
/// </summary>
internal static class DemoVariant
{
#if GATEWAY_DEMO
    public const bool IsIncluded = true;

    public static IDemo Create(TimeProvider time) => new Demo.DemoMaterial(time);
#else
    public const bool IsIncluded = false;

    public static IDemo Create(TimeProvider time) => new NoDemo();
#endif
}
