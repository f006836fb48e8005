using Amazon.CDK;
using NetworkOutageAssistant;
using NetworkOutageAssistant.Data;

try
{
    var app = new App();
    var settings = Settings.Read(name => System.Environment.GetEnvironmentVariable(name) ?? app.Node.TryGetContext(name) as string, TimeProvider.System);
    if (args is ["data", var file])
    {
        // For llm-gateway knowledge import.
        OutageFile.WriteRecords(file, OutageBook.Of(settings.Date));
        return 0;
    }
    new NetworkOutageAssistantStack(app, "NetworkOutageAssistant", settings);
    app.Synth();
    return 0;
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}
