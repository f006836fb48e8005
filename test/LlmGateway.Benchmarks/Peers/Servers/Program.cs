using System.Globalization;
using LlmGateway.Benchmarks.Peers.Servers;

// Started by the suite, which knows what it wants: a mistake here is one in its code.
switch (args)
{
    case ["model-server", var port]:
        ModelServer.Run(int.Parse(port, CultureInfo.InvariantCulture));
        break;
    case ["yarp", var port, var upstream]:
        await YarpProxy.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), upstream);
        break;
    default:
        throw new ArgumentException("Usage: PeerServers model-server PORT | yarp PORT UPSTREAM");
}
