namespace Gateway.Cli;

internal static class GatewaySchema
{
    public static string Generate() => "{}\n";
}
