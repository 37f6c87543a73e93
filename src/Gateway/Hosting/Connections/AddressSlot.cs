namespace Gateway.Hosting.Connections;

/// <summary>What one address, or in the overflow one wider network, has open and has spent.</summary>
/// <param name="Key">The address as <c>AddressPrefix</c> has it.</param>
/// <param name="Due">When all of its handshakes will have been refilled (GCRA), in ticks.</param>
/// <param name="Open">Connections that are open.</param>
internal record struct AddressSlot(ulong Key, long Due, int Open);
