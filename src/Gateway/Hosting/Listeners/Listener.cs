namespace Gateway.Hosting.Listeners;

/// <summary>Which listener a connection came in on; a feature of the connection, so that no Host header can claim another one.</summary>
internal sealed class Listener
{
    public static Listener Public { get; } = new();

    public static Listener Redirect { get; } = new();

    public static Listener Health { get; } = new();

    public static Listener Admin { get; } = new();

    private Listener()
    {
    }
}
