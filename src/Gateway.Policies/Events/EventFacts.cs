using System.Text.Json;

namespace Gateway.Policies.Events;

/// <summary>What a policy tells of an occurrence beyond a note, as an object in the event. What it holds is bounded when it is made: events wait in a queue.</summary>
public abstract class EventFacts
{
    /// <summary>The name of the object in the event.</summary>
    internal abstract JsonEncodedText Name { get; }

    /// <summary>Writes the members of the object.</summary>
    internal abstract void Write(Utf8JsonWriter json);
}
