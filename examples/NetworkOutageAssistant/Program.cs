using Amazon.CDK;
using NetworkOutageAssistant;
using NetworkOutageAssistant.Data;

try
{
    var settings = Settings.Read(System.Environment.GetEnvironmentVariable, TimeProvider.System);
    if (args is ["data", var file])
    {
        // For llm-gateway knowledge import.
        OutageFile.WriteRecords(file, OutageBook.Of(settings.Date));
        return 0;
    }
    var app = new App();
    new NetworkOutageAssistantStack(app, "NetworkOutageAssistant", settings);
    app.Synth();
    return 0;
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}
